/** Whether an audience in use names the segment, on alias `s` of `store_segment`. */
export const NAMED_IN_USE = `EXISTS (
  SELECT 1 FROM audience a JOIN audience_version v ON v.shop_id = a.shop_id AND v.audience_id = a.id AND v.version = a.version
  WHERE a.shop_id = s.shop_id AND a.archived_at IS NULL AND v.criteria -> 'segments' @> to_jsonb(s.id))`;
