CREATE TABLE `attachment` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`deal_id` text,
	`file_name` text NOT NULL,
	`sha256` text NOT NULL,
	`byte_count` integer NOT NULL,
	`at` integer NOT NULL,
	`by_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `attachment_client` ON `attachment` (`client_id`,`at`);--> statement-breakpoint
CREATE INDEX `attachment_content` ON `attachment` (`sha256`);--> statement-breakpoint
CREATE TABLE `category` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`color` text,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `client_address` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text,
	`street` text,
	`postal_code` text,
	`town` text,
	`region` text,
	`country` text NOT NULL,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `client_address_client` ON `client_address` (`client_id`);--> statement-breakpoint
CREATE TABLE `client_bank_account` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`iban` text NOT NULL,
	`bank_name` text,
	`currency` text,
	`white_list` text,
	`white_list_on` text,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `client_bank_account_client` ON `client_bank_account` (`client_id`);--> statement-breakpoint
CREATE TABLE `client_category` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`category_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`category_id`) REFERENCES `category`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `client_category_client` ON `client_category` (`client_id`);--> statement-breakpoint
CREATE INDEX `client_category_category` ON `client_category` (`category_id`,`client_id`);--> statement-breakpoint
CREATE TABLE `client_merge` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`merged_id` text NOT NULL,
	`name` text NOT NULL,
	`at` integer NOT NULL,
	`by_id` text,
	`workstation_id` text,
	`undone_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`merged_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `client_merge_client` ON `client_merge` (`client_id`);--> statement-breakpoint
CREATE INDEX `client_merge_merged` ON `client_merge` (`merged_id`);--> statement-breakpoint
CREATE TABLE `client_property` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`property_id` text NOT NULL,
	`text_value` text,
	`number_micro` integer,
	`day_value` text,
	`choice_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`property_id`) REFERENCES `property`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`choice_id`) REFERENCES `property_choice`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `client_property_client` ON `client_property` (`client_id`,`property_id`);--> statement-breakpoint
CREATE INDEX `client_property_of` ON `client_property` (`property_id`,`choice_id`) WHERE deleted_at IS NULL;--> statement-breakpoint
CREATE INDEX `client_property_choice` ON `client_property` (`choice_id`) WHERE choice_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `former_name` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`name` text NOT NULL,
	`until_on` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `former_name_client` ON `former_name` (`client_id`);--> statement-breakpoint
CREATE TABLE `not_duplicate` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`other_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`other_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `not_duplicate_pair` ON `not_duplicate` (`client_id`,`other_id`);--> statement-breakpoint
CREATE TABLE `privacy_event` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`client_id` text,
	`contact_id` text,
	`count` integer NOT NULL,
	`reason` text,
	`at` integer NOT NULL,
	`by_id` text,
	`workstation_id` text,
	`undone_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `privacy_event_at` ON `privacy_event` (`at`);--> statement-breakpoint
CREATE TABLE `product` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`code` text,
	`unit` text,
	`price_minor` integer CHECK (`price_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`cost_minor` integer CHECK (`cost_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`currency` text,
	`vat_rate_id` text,
	`external_id` text,
	`import_run_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `product_code` ON `product` (`code`);--> statement-breakpoint
CREATE INDEX `product_external` ON `product` (`external_id`);--> statement-breakpoint
CREATE TABLE `property` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`position` integer NOT NULL,
	`is_required` integer NOT NULL,
	`default_value` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `property_choice` (
	`id` text PRIMARY KEY NOT NULL,
	`property_id` text NOT NULL,
	`name` text NOT NULL,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`property_id`) REFERENCES `property`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `property_choice_property` ON `property_choice` (`property_id`,`position`);--> statement-breakpoint
CREATE TABLE `purchase` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`number` text,
	`bought_on` text NOT NULL,
	`currency` text NOT NULL,
	`net_minor` integer NOT NULL CHECK (`net_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`cost_minor` integer CHECK (`cost_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`external_id` text,
	`import_run_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `purchase_client` ON `purchase` (`client_id`,`bought_on`,`currency`,`net_minor`,`cost_minor`,`deleted_at`);--> statement-breakpoint
CREATE INDEX `purchase_external` ON `purchase` (`external_id`);--> statement-breakpoint
CREATE INDEX `purchase_number` ON `purchase` (`number`);--> statement-breakpoint
CREATE TABLE `purchase_line` (
	`id` text PRIMARY KEY NOT NULL,
	`purchase_id` text NOT NULL,
	`product_id` text,
	`name` text NOT NULL,
	`quantity_micro` integer NOT NULL,
	`net_minor` integer NOT NULL CHECK (`net_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`cost_minor` integer CHECK (`cost_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`purchase_id`) REFERENCES `purchase`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`product_id`) REFERENCES `product`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `purchase_line_purchase` ON `purchase_line` (`purchase_id`);--> statement-breakpoint
CREATE INDEX `purchase_line_cost` ON `purchase_line` (`purchase_id`,`net_minor`,`cost_minor`) WHERE cost_minor IS NOT NULL AND deleted_at IS NULL;--> statement-breakpoint
CREATE TABLE `saved_view` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`user_id` text,
	`filter` text NOT NULL,
	`sort` text NOT NULL,
	`columns` text NOT NULL,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `score_rule` (
	`id` text PRIMARY KEY NOT NULL,
	`condition` text NOT NULL,
	`points` integer NOT NULL,
	`position` integer NOT NULL,
	`is_active` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `segment` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`filter` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `segment_member` (
	`id` text PRIMARY KEY NOT NULL,
	`segment_id` text NOT NULL,
	`client_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`segment_id`) REFERENCES `segment`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `segment_member_segment` ON `segment_member` (`segment_id`,`client_id`);--> statement-breakpoint
CREATE INDEX `segment_member_client` ON `segment_member` (`client_id`);--> statement-breakpoint
CREATE TABLE `client_fact` (
	`id` integer PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`number` integer,
	`word` text,
	`summary_id` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `client_fact_key` ON `client_fact` (`key`,`number`,`word`,`summary_id`);--> statement-breakpoint
CREATE INDEX `client_fact_client` ON `client_fact` (`summary_id`);--> statement-breakpoint
CREATE TABLE `client_figures` (
	`client_id` text PRIMARY KEY NOT NULL,
	`purchase_count` integer NOT NULL,
	`revenue_minor` integer NOT NULL CHECK (`revenue_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`margin_minor` integer CHECK (`margin_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`uncosted_minor` integer NOT NULL CHECK (`uncosted_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`lifetime_count` integer NOT NULL,
	`lifetime_minor` integer NOT NULL CHECK (`lifetime_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`foreign_count` integer NOT NULL,
	`first_on` text,
	`last_on` text,
	`gap_days` integer,
	`abc` text,
	`xyz` text,
	`variation_permille` integer,
	`rfm` text,
	`recency` integer,
	`frequency` integer,
	`monetary` integer,
	`is_regular` integer NOT NULL,
	`is_key` integer NOT NULL,
	`recommended_count` integer NOT NULL,
	`score` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `client_figures_sums` ON `client_figures` (`abc`,`xyz`,`rfm`,`is_regular`,`is_key`,`recommended_count`,`client_id`,`purchase_count`,`revenue_minor`,`margin_minor`,`uncosted_minor`,`foreign_count`);--> statement-breakpoint
CREATE INDEX `client_figures_rfm` ON `client_figures` (`rfm`,`client_id`);--> statement-breakpoint
CREATE INDEX `client_figures_score` ON `client_figures` (`score`,`client_id`);--> statement-breakpoint
CREATE TABLE `score_factor` (
	`id` text PRIMARY KEY NOT NULL,
	`factor` text NOT NULL,
	`property_id` text,
	`value` text NOT NULL,
	`won_count` integer NOT NULL,
	`closed_count` integer NOT NULL,
	`points` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `duplicate_key` (
	`id` integer PRIMARY KEY NOT NULL,
	`key` integer NOT NULL,
	`client_row` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `duplicate_key_key` ON `duplicate_key` (`key`,`client_row`);--> statement-breakpoint
CREATE TABLE `duplicate_pair` (
	`id` integer PRIMARY KEY NOT NULL,
	`first_id` text NOT NULL,
	`second_id` text NOT NULL,
	`score` integer NOT NULL,
	`reasons` integer NOT NULL,
	`is_dismissed` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `duplicate_pair_clients` ON `duplicate_pair` (`first_id`,`second_id`);--> statement-breakpoint
CREATE INDEX `duplicate_pair_second` ON `duplicate_pair` (`second_id`);--> statement-breakpoint
CREATE INDEX `duplicate_pair_score` ON `duplicate_pair` (`is_dismissed`,`score`,`first_id`,`second_id`,`reasons`);--> statement-breakpoint
CREATE INDEX `duplicate_pair_reasons` ON `duplicate_pair` (`is_dismissed`,`reasons`);--> statement-breakpoint
CREATE TABLE `note_entry` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`note_id` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `note_entry_noteId_unique` ON `note_entry` (`note_id`);--> statement-breakpoint
DROP INDEX `client_summary_name`;--> statement-breakpoint
DROP INDEX `client_summary_owner`;--> statement-breakpoint
DROP INDEX `client_summary_contact`;--> statement-breakpoint
DROP INDEX `client_summary_next`;--> statement-breakpoint
DROP INDEX `client_summary_town`;--> statement-breakpoint
DROP INDEX `client_summary_created`;--> statement-breakpoint
DROP INDEX `client_summary_open`;--> statement-breakpoint
ALTER TABLE `client_summary` ADD `region` text;--> statement-breakpoint
ALTER TABLE `client_summary` ADD `email_count` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `client_summary` ADD `is_key` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `client_summary` ADD `is_archived` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `client_summary_region` ON `client_summary` (`region`) WHERE region IS NOT NULL;--> statement-breakpoint
CREATE INDEX `client_summary_archived` ON `client_summary` (`id`) WHERE is_archived = 1;--> statement-breakpoint
CREATE INDEX `client_summary_filter` ON `client_summary` (`status`,`owner_id`,`is_archived`,`last_contact_at`,`next_at`,`country`,`town`,`region`,`source_id`,`kind`,`open_deal_count`,`open_deal_minor`,`created_at`,`phone_count`,`email_count`,`is_key`,`import_run_id`);--> statement-breakpoint
CREATE INDEX `client_summary_name` ON `client_summary` (`sort_name`,`id`,`is_archived`);--> statement-breakpoint
CREATE INDEX `client_summary_owner` ON `client_summary` (`owner_id`,`sort_name`,`id`,`is_archived`);--> statement-breakpoint
CREATE INDEX `client_summary_contact` ON `client_summary` (`last_contact_at`,`id`,`is_archived`);--> statement-breakpoint
CREATE INDEX `client_summary_next` ON `client_summary` (`next_at`,`id`,`is_archived`);--> statement-breakpoint
CREATE INDEX `client_summary_town` ON `client_summary` (`town`,`id`,`is_archived`);--> statement-breakpoint
CREATE INDEX `client_summary_created` ON `client_summary` (`created_at`,`id`,`is_archived`);--> statement-breakpoint
CREATE INDEX `client_summary_open` ON `client_summary` (`open_deal_minor`,`id`,`is_archived`);--> statement-breakpoint
DROP INDEX `deal_stage_closed`;--> statement-breakpoint
CREATE INDEX `deal_stage_closed` ON `deal_stage` (`stage_id`,`owner_id`,`is_lost_here`,`closed_at`,`is_visited`,`amount_base_minor`,`stay_ms`) WHERE closed_at IS NOT NULL;--> statement-breakpoint
DROP INDEX `deal_state_open`;--> statement-breakpoint
DROP INDEX `deal_state_closed`;--> statement-breakpoint
DROP INDEX `deal_state_created`;--> statement-breakpoint
ALTER TABLE `deal_state` ADD `source_id` text;--> statement-breakpoint
ALTER TABLE `deal_state` ADD `probability_bp` integer;--> statement-breakpoint
ALTER TABLE `deal_state` ADD `expected_on` text;--> statement-breakpoint
ALTER TABLE `deal_state` ADD `sort_title` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `deal_state` ADD `order_key` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `deal_state` ADD `was_closed_before` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `deal_state_reopened` ON `deal_state` (`deal_id`) WHERE was_closed_before = 1;--> statement-breakpoint
CREATE INDEX `deal_state_title` ON `deal_state` (`sort_title`,`deal_id`);--> statement-breakpoint
CREATE INDEX `deal_state_open` ON `deal_state` (`pipeline_id`,`stage_id`,`owner_id`,`source_id`,`entered_at`,`amount_minor`,`currency`,`amount_base_minor`,`probability_bp`,`expected_on`,`order_key`,`client_id`,`deal_id`) WHERE outcome = 'open';--> statement-breakpoint
CREATE INDEX `deal_state_closed` ON `deal_state` (`pipeline_id`,`outcome`,`max_position`,`closed_at`,`amount_base_minor`,`created_at`,`owner_id`,`source_id`,`deal_id`) WHERE closed_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `deal_state_created` ON `deal_state` (`pipeline_id`,`outcome`,`max_position`,`created_at`,`amount_base_minor`,`closed_at`,`owner_id`,`source_id`,`deal_id`);--> statement-breakpoint
ALTER TABLE `client` ADD `court_number` text;--> statement-breakpoint
ALTER TABLE `client` ADD `eu_vat_number` text;--> statement-breakpoint
ALTER TABLE `client` ADD `is_vat_payer` integer;--> statement-breakpoint
ALTER TABLE `client` ADD `parent_id` text;--> statement-breakpoint
ALTER TABLE `client` ADD `recommended_by_id` text;--> statement-breakpoint
ALTER TABLE `client` ADD `is_key` integer;--> statement-breakpoint
ALTER TABLE `client` ADD `archived_at` integer;--> statement-breakpoint
CREATE INDEX `client_registry_number` ON `client` (`registry_number`) WHERE registry_number IS NOT NULL;--> statement-breakpoint
CREATE INDEX `client_parent` ON `client` (`parent_id`) WHERE parent_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `client_recommended` ON `client` (`recommended_by_id`) WHERE recommended_by_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE `consent_change` ADD `origin` text;--> statement-breakpoint
ALTER TABLE `contact` ADD `birthday` text;--> statement-breakpoint
ALTER TABLE `contact` ADD `decision_role` text;--> statement-breakpoint
ALTER TABLE `contact` ADD `note` text;--> statement-breakpoint
ALTER TABLE `contact` ADD `external_id` text;--> statement-breakpoint
ALTER TABLE `contact` ADD `import_run_id` text;--> statement-breakpoint
ALTER TABLE `note` ADD `kind` text DEFAULT 'note' NOT NULL;--> statement-breakpoint
ALTER TABLE `note` ADD `contact_id` text;--> statement-breakpoint
ALTER TABLE `invoice_line` ADD `product_id` text;--> statement-breakpoint
ALTER TABLE `invoice_line` ADD `cost_minor` integer CHECK (`cost_minor` BETWEEN -9007199254740991 AND 9007199254740991);--> statement-breakpoint
CREATE INDEX `invoice_line_cost` ON `invoice_line` (`invoice_id`,`net_minor`,`cost_minor`) WHERE cost_minor IS NOT NULL AND deleted_at IS NULL;