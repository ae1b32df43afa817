-- PostgreSQL looks at a table again when a tenth of it has changed. A shop that has just come with 100,000 contacts is less than that of a database of many shops: for hours its plans were made for a shop of one row, and what compares
-- its rows with each other did not end. Looked at again after a hundredth, and no sooner than 5,000 rows, the planner knows of a new shop within a minute or two (docs/decisions/0042).
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['contact', 'company', 'company_location', 'company_contact', 'form_evidence', 'review_item', 'contact_look_up', 'recipient', 'batch', 'former_mailbox', 'mail_event',
    'exclusion', 'exclusion_event', 'suppression_write', 'store_write', 'exclusion_import_row', 'consent_request', 'consent_event', 'consent_unsealed', 'consent_seal', 'address_standing', 'consent_import_row',
    'store_order', 'product_purchase', 'store_product', 'store_collection_product', 'store_segment_member', 'sync_seen', 'prospect', 'prospect_row', 'single_mail', 'opt_out_trace', 'audit_event', 'feedback_case']
  LOOP
    EXECUTE format('ALTER TABLE %I SET (autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 5000)', name);
  END LOOP;
END $$;
