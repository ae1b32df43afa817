import { TextField, type TextFieldProps } from "@shopify/polaris";
import { BLOCK_LIMITS } from "~/policy/mailBlocks";

type Props = Pick<TextFieldProps, "id" | "label" | "value" | "error" | "helpText" | "requiredIndicator"> & {
  readonly onChange: (address: string) => void;
};

/** The field of an address of the web in a block. Blanks around it are nobody's meaning. */
export function AddressField({ onChange, ...field }: Props) {
  return (
    <TextField
      {...field}
      type="url"
      onChange={(address) => onChange(address.trim())}
      maxLength={BLOCK_LIMITS.url}
      autoComplete="off"
    />
  );
}
