DROP INDEX `task_due`;--> statement-breakpoint
CREATE INDEX `task_due` ON `task` (`done_at`,`due_on`,`deleted_at`);--> statement-breakpoint
DROP INDEX `deal_stage_closed`;--> statement-breakpoint
ALTER TABLE `deal_stage` ADD `created_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `deal_stage` ADD `source_id` text;--> statement-breakpoint
CREATE INDEX `deal_stage_source` ON `deal_stage` (`stage_id`,`source_id`,`is_lost_here`,`closed_at`,`created_at`,`is_visited`,`amount_base_minor`,`stay_ms`) WHERE closed_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `deal_stage_closed` ON `deal_stage` (`stage_id`,`owner_id`,`is_lost_here`,`closed_at`,`created_at`,`is_visited`,`amount_base_minor`,`stay_ms`) WHERE closed_at IS NOT NULL;