import { notAfter } from "../actsUnderWay";
import { isCount } from "./LiveCount";
import { isNameSearch } from "./NamedChoice";

/** The `shouldRevalidate` of pages that hold the form of an audience: neither a count nor a search by name changes what they show. */
export const notAfterQuestions = notAfter((asked) => isCount(asked) || isNameSearch(asked));
