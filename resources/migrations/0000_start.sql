CREATE TABLE `firm` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`country` text NOT NULL,
	`base_currency` text NOT NULL,
	`time_zone` text NOT NULL,
	`tax_number` text,
	`is_vat_payer` integer NOT NULL,
	`street` text,
	`postal_code` text,
	`town` text,
	`bank_account` text,
	`bank_name` text,
	`email` text,
	`phone` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `preference` (
	`id` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `setting` (
	`id` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `user` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `workstation` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`series_code` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `disposition` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text,
	`name_key` text,
	`digit` text,
	`position` integer NOT NULL,
	`is_reached` integer NOT NULL,
	`is_positive` integer NOT NULL,
	`is_final` integer NOT NULL,
	`is_callback` integer NOT NULL,
	`retry_after_minutes` integer,
	`forbids_calls` integer NOT NULL,
	`spoils_number` integer NOT NULL,
	`opens_deal` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `lost_reason` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text,
	`name_key` text,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `pipeline` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text,
	`name_key` text,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `source` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text,
	`name_key` text,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `stage` (
	`id` text PRIMARY KEY NOT NULL,
	`pipeline_id` text NOT NULL,
	`name` text,
	`name_key` text,
	`position` integer NOT NULL,
	`outcome` text NOT NULL,
	`probability_bp` integer NOT NULL,
	`age_limit_days` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`pipeline_id`) REFERENCES `pipeline`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `stage_pipeline` ON `stage` (`pipeline_id`,`position`);--> statement-breakpoint
CREATE TABLE `vat_rate` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`percent_bp` integer,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `client` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`name` text NOT NULL,
	`short_name` text,
	`tax_number` text,
	`registry_number` text,
	`country` text NOT NULL,
	`street` text,
	`postal_code` text,
	`town` text,
	`region` text,
	`website` text,
	`language` text,
	`source_id` text,
	`owner_id` text,
	`description` text,
	`external_id` text,
	`import_run_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`source_id`) REFERENCES `source`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `client_tax_number` ON `client` (`tax_number`);--> statement-breakpoint
CREATE INDEX `client_external` ON `client` (`external_id`);--> statement-breakpoint
CREATE INDEX `client_import` ON `client` (`import_run_id`);--> statement-breakpoint
CREATE TABLE `client_email` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`contact_id` text,
	`email` text NOT NULL,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contact`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `client_email_client` ON `client_email` (`client_id`);--> statement-breakpoint
CREATE INDEX `client_email_address` ON `client_email` (`email`);--> statement-breakpoint
CREATE INDEX `client_email_contact` ON `client_email` (`contact_id`);--> statement-breakpoint
CREATE TABLE `client_phone` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`contact_id` text,
	`e164` text NOT NULL,
	`label` text,
	`position` integer NOT NULL,
	`is_bad` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contact`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `client_phone_client` ON `client_phone` (`client_id`);--> statement-breakpoint
CREATE INDEX `client_phone_number` ON `client_phone` (`e164`);--> statement-breakpoint
CREATE INDEX `client_phone_contact` ON `client_phone` (`contact_id`);--> statement-breakpoint
CREATE TABLE `consent_change` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`contact_id` text,
	`channel` text NOT NULL,
	`state` text NOT NULL,
	`basis` text,
	`wording` text,
	`at` integer NOT NULL,
	`by_id` text,
	`workstation_id` text,
	`undone_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `consent_change_client` ON `consent_change` (`client_id`,`at`);--> statement-breakpoint
CREATE TABLE `contact` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`name` text NOT NULL,
	`role` text,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `contact_client` ON `contact` (`client_id`);--> statement-breakpoint
CREATE TABLE `do_not_call` (
	`id` text PRIMARY KEY NOT NULL,
	`e164` text NOT NULL,
	`reason` text,
	`by_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `do_not_call_number` ON `do_not_call` (`e164`);--> statement-breakpoint
CREATE TABLE `note` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`deal_id` text,
	`text` text NOT NULL,
	`at` integer NOT NULL,
	`by_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`by_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `note_client` ON `note` (`client_id`,`at`);--> statement-breakpoint
CREATE TABLE `owner_change` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`deal_id` text,
	`from_owner_id` text,
	`to_owner_id` text,
	`at` integer NOT NULL,
	`by_id` text,
	`workstation_id` text,
	`undone_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `owner_change_client` ON `owner_change` (`client_id`,`at`);--> statement-breakpoint
CREATE INDEX `owner_change_deal` ON `owner_change` (`deal_id`);--> statement-breakpoint
CREATE TABLE `task` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`deal_id` text,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`due_on` text NOT NULL,
	`due_at` integer,
	`owner_id` text,
	`done_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `task_client` ON `task` (`client_id`);--> statement-breakpoint
CREATE INDEX `task_due` ON `task` (`done_at`,`due_on`);--> statement-breakpoint
CREATE TABLE `deal` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`title` text NOT NULL,
	`amount_minor` integer NOT NULL CHECK (`amount_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`currency` text NOT NULL,
	`pipeline_id` text NOT NULL,
	`stage_id` text NOT NULL,
	`order_key` text NOT NULL,
	`owner_id` text,
	`source_id` text,
	`expected_on` text,
	`closed_at` integer,
	`lost_reason_id` text,
	`lost_note` text,
	`probability_bp` integer,
	`external_id` text,
	`import_run_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`pipeline_id`) REFERENCES `pipeline`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`stage_id`) REFERENCES `stage`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`source_id`) REFERENCES `source`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`lost_reason_id`) REFERENCES `lost_reason`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `deal_client` ON `deal` (`client_id`);--> statement-breakpoint
CREATE INDEX `deal_board` ON `deal` (`pipeline_id`,`stage_id`,`order_key`);--> statement-breakpoint
CREATE INDEX `deal_external` ON `deal` (`external_id`);--> statement-breakpoint
CREATE INDEX `deal_import` ON `deal` (`import_run_id`);--> statement-breakpoint
CREATE TABLE `stage_change` (
	`id` text PRIMARY KEY NOT NULL,
	`deal_id` text NOT NULL,
	`pipeline_id` text NOT NULL,
	`from_stage_id` text,
	`to_stage_id` text NOT NULL,
	`owner_id` text,
	`amount_minor` integer NOT NULL CHECK (`amount_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`currency` text NOT NULL,
	`amount_base_minor` integer CHECK (`amount_base_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`is_imputed` integer NOT NULL,
	`at` integer NOT NULL,
	`by_id` text,
	`workstation_id` text,
	`undone_at` integer,
	FOREIGN KEY (`deal_id`) REFERENCES `deal`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `stage_change_deal` ON `stage_change` (`deal_id`,`at`);--> statement-breakpoint
CREATE INDEX `stage_change_into` ON `stage_change` (`pipeline_id`,`to_stage_id`,`at`,`deal_id`,`undone_at`);--> statement-breakpoint
CREATE TABLE `call_attempt` (
	`id` text PRIMARY KEY NOT NULL,
	`call_list_id` text,
	`entry_id` text,
	`client_id` text NOT NULL,
	`e164` text,
	`attempt_number` integer NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer NOT NULL,
	`disposition_id` text NOT NULL,
	`note` text,
	`reason_id` text,
	`callback_at` integer,
	`deal_id` text,
	`by_id` text,
	`workstation_id` text,
	`undone_at` integer,
	FOREIGN KEY (`call_list_id`) REFERENCES `call_list`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`entry_id`) REFERENCES `call_list_entry`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`disposition_id`) REFERENCES `disposition`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`reason_id`) REFERENCES `lost_reason`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `call_attempt_client` ON `call_attempt` (`client_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `call_attempt_list` ON `call_attempt` (`call_list_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `call_attempt_entry` ON `call_attempt` (`entry_id`);--> statement-breakpoint
CREATE TABLE `call_list` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`purpose` text,
	`script` text,
	`owner_id` text,
	`starts_on` text NOT NULL,
	`ends_on` text,
	`max_attempts` integer NOT NULL,
	`closed_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`owner_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE TABLE `call_list_entry` (
	`id` text PRIMARY KEY NOT NULL,
	`call_list_id` text NOT NULL,
	`client_id` text NOT NULL,
	`state` text NOT NULL,
	`position` integer NOT NULL,
	`attempt_count` integer NOT NULL,
	`next_call_at` integer,
	`is_promised` integer NOT NULL,
	`last_disposition_id` text,
	`skip_reason` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`call_list_id`) REFERENCES `call_list`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`last_disposition_id`) REFERENCES `disposition`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `call_list_entry_queue` ON `call_list_entry` (`call_list_id`,`state`,`is_promised`,`next_call_at`,`position`);--> statement-breakpoint
CREATE INDEX `call_list_entry_client` ON `call_list_entry` (`client_id`);--> statement-breakpoint
CREATE TABLE `allocation` (
	`id` text PRIMARY KEY NOT NULL,
	`payment_id` text NOT NULL,
	`invoice_id` text NOT NULL,
	`amount_minor` integer NOT NULL CHECK (`amount_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`payment_id`) REFERENCES `payment`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`invoice_id`) REFERENCES `invoice`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `allocation_invoice` ON `allocation` (`invoice_id`);--> statement-breakpoint
CREATE INDEX `allocation_payment` ON `allocation` (`payment_id`);--> statement-breakpoint
CREATE TABLE `document_series` (
	`id` text PRIMARY KEY NOT NULL,
	`workstation_id` text NOT NULL,
	`kind` text NOT NULL,
	`period` text NOT NULL,
	`last_number` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`workstation_id`) REFERENCES `workstation`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `document_series_of` ON `document_series` (`workstation_id`,`kind`,`period`);--> statement-breakpoint
CREATE TABLE `invoice` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`number` text,
	`series_id` text,
	`client_id` text NOT NULL,
	`deal_id` text,
	`issued_on` text,
	`sold_on` text,
	`due_on` text,
	`place` text,
	`currency` text NOT NULL,
	`method` text NOT NULL,
	`payment_method` text NOT NULL,
	`net_minor` integer NOT NULL CHECK (`net_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`vat_minor` integer NOT NULL CHECK (`vat_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`gross_minor` integer NOT NULL CHECK (`gross_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`seller` text,
	`seller_tax_number` text,
	`buyer` text,
	`note` text,
	`issued_at` integer,
	`issued_by_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`series_id`) REFERENCES `document_series`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`deal_id`) REFERENCES `deal`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `invoice_client` ON `invoice` (`client_id`);--> statement-breakpoint
CREATE INDEX `invoice_deal` ON `invoice` (`deal_id`);--> statement-breakpoint
CREATE INDEX `invoice_issued` ON `invoice` (`state`,`issued_on`);--> statement-breakpoint
CREATE UNIQUE INDEX `invoice_number` ON `invoice` (`seller_tax_number`,`kind`,`number`) WHERE state = 'issued';--> statement-breakpoint
CREATE TABLE `invoice_line` (
	`id` text PRIMARY KEY NOT NULL,
	`invoice_id` text NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`unit` text NOT NULL,
	`quantity_micro` integer NOT NULL,
	`unit_price_e_8` integer NOT NULL,
	`discount_bp` integer NOT NULL,
	`vat_code` text NOT NULL,
	`percent_bp` integer,
	`net_minor` integer NOT NULL CHECK (`net_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`invoice_id`) REFERENCES `invoice`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `invoice_line_invoice` ON `invoice_line` (`invoice_id`,`position`);--> statement-breakpoint
CREATE TABLE `invoice_vat` (
	`id` text PRIMARY KEY NOT NULL,
	`invoice_id` text NOT NULL,
	`vat_code` text NOT NULL,
	`percent_bp` integer,
	`net_minor` integer NOT NULL CHECK (`net_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`vat_minor` integer NOT NULL CHECK (`vat_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`gross_minor` integer NOT NULL CHECK (`gross_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`invoice_id`) REFERENCES `invoice`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `invoice_vat_invoice` ON `invoice_vat` (`invoice_id`);--> statement-breakpoint
CREATE TABLE `payment` (
	`id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`paid_on` text NOT NULL,
	`amount_minor` integer NOT NULL CHECK (`amount_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`currency` text NOT NULL,
	`method` text NOT NULL,
	`reference` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`client_id`) REFERENCES `client`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `payment_client` ON `payment` (`client_id`);--> statement-breakpoint
CREATE TABLE `import_row` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`import_run_id` text NOT NULL,
	`row_number` integer NOT NULL,
	`outcome` text NOT NULL,
	`reason` text NOT NULL,
	`detail` text,
	`cells` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `import_row_run` ON `import_row` (`import_run_id`,`outcome`);--> statement-breakpoint
CREATE TABLE `import_run` (
	`id` text PRIMARY KEY NOT NULL,
	`target` text NOT NULL,
	`file_name` text NOT NULL,
	`path` text NOT NULL,
	`file_mark` text NOT NULL,
	`layout` text NOT NULL,
	`headers` text NOT NULL,
	`choices` text NOT NULL,
	`state` text NOT NULL,
	`change_id` text NOT NULL,
	`rows_read` integer NOT NULL,
	`created_count` integer NOT NULL,
	`updated_count` integer NOT NULL,
	`duplicate_count` integer NOT NULL,
	`failed_count` integer NOT NULL,
	`empty_count` integer NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`by_id` text
) STRICT;
--> statement-breakpoint
CREATE TABLE `backup_run` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`cause` text NOT NULL,
	`file_name` text NOT NULL,
	`bytes` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `derived_state` (
	`name` text PRIMARY KEY NOT NULL,
	`position` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `client_summary` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`client_id` text NOT NULL,
	`name` text NOT NULL,
	`sort_name` text NOT NULL,
	`search` text NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`tax_number` text,
	`town` text,
	`country` text NOT NULL,
	`owner_id` text,
	`source_id` text,
	`phone` text,
	`email` text,
	`phone_count` integer NOT NULL,
	`import_run_id` text,
	`last_contact_at` integer,
	`next_at` integer,
	`open_deal_count` integer NOT NULL,
	`open_deal_minor` integer NOT NULL CHECK (`open_deal_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `client_summary_clientId_unique` ON `client_summary` (`client_id`);--> statement-breakpoint
CREATE INDEX `client_summary_name` ON `client_summary` (`sort_name`,`id`);--> statement-breakpoint
CREATE INDEX `client_summary_owner` ON `client_summary` (`owner_id`,`sort_name`,`id`);--> statement-breakpoint
CREATE INDEX `client_summary_contact` ON `client_summary` (`last_contact_at`,`id`);--> statement-breakpoint
CREATE INDEX `client_summary_next` ON `client_summary` (`next_at`,`id`);--> statement-breakpoint
CREATE INDEX `client_summary_town` ON `client_summary` (`town`,`id`);--> statement-breakpoint
CREATE INDEX `client_summary_created` ON `client_summary` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `client_summary_open` ON `client_summary` (`open_deal_minor`,`id`);--> statement-breakpoint
CREATE INDEX `client_summary_import` ON `client_summary` (`import_run_id`);--> statement-breakpoint
CREATE TABLE `deal_stage` (
	`deal_id` text NOT NULL,
	`stage_id` text NOT NULL,
	`pipeline_id` text NOT NULL,
	`position` integer NOT NULL,
	`is_visited` integer NOT NULL,
	`first_entered_at` integer NOT NULL,
	`stay_ms` integer NOT NULL,
	`amount_base_minor` integer CHECK (`amount_base_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`owner_id` text,
	`outcome` text NOT NULL,
	`closed_at` integer,
	`is_lost_here` integer NOT NULL,
	PRIMARY KEY(`deal_id`, `stage_id`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `deal_stage_closed` ON `deal_stage` (`pipeline_id`,`stage_id`,`owner_id`,`closed_at`,`is_lost_here`,`is_visited`,`amount_base_minor`,`stay_ms`);--> statement-breakpoint
CREATE TABLE `deal_state` (
	`deal_id` text PRIMARY KEY NOT NULL,
	`client_id` text NOT NULL,
	`pipeline_id` text NOT NULL,
	`stage_id` text NOT NULL,
	`owner_id` text,
	`entered_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`closed_at` integer,
	`outcome` text NOT NULL,
	`max_position` integer NOT NULL,
	`amount_minor` integer NOT NULL CHECK (`amount_minor` BETWEEN -9007199254740991 AND 9007199254740991),
	`currency` text NOT NULL,
	`amount_base_minor` integer CHECK (`amount_base_minor` BETWEEN -9007199254740991 AND 9007199254740991)
) STRICT;
--> statement-breakpoint
CREATE INDEX `deal_state_open` ON `deal_state` (`pipeline_id`,`outcome`,`stage_id`,`owner_id`);--> statement-breakpoint
CREATE INDEX `deal_state_closed` ON `deal_state` (`pipeline_id`,`closed_at`,`outcome`,`max_position`,`amount_base_minor`,`created_at`,`deal_id`);--> statement-breakpoint
CREATE INDEX `deal_state_created` ON `deal_state` (`pipeline_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `deal_state_client` ON `deal_state` (`client_id`);--> statement-breakpoint
CREATE TABLE `journal_change` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`at` integer NOT NULL,
	`user_id` text,
	`workstation_id` text,
	`is_undoable` integer NOT NULL,
	`undoes_id` text,
	`undone_by_id` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `journal_change_at` ON `journal_change` (`at`);--> statement-breakpoint
CREATE TABLE `journal_op` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`tx_id` integer NOT NULL,
	`table_name` text NOT NULL,
	`row_id` text NOT NULL,
	`kind` text NOT NULL,
	`before` text,
	`after` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `journal_op_row` ON `journal_op` (`row_id`,`table_name`);--> statement-breakpoint
CREATE INDEX `journal_op_tx` ON `journal_op` (`tx_id`);--> statement-breakpoint
CREATE TABLE `journal_stamp` (
	`id` integer PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`tx_id` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `journal_tx` (
	`id` integer PRIMARY KEY NOT NULL,
	`hlc` text NOT NULL,
	`change_id` text NOT NULL,
	`user_id` text,
	`workstation_id` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `journal_tx_change` ON `journal_tx` (`change_id`);