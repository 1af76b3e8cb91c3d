-- Substring search over the normalised text of client_summary; external content, so no text is kept twice.
CREATE VIRTUAL TABLE `client_search` USING fts5(`search`, content = 'client_summary', content_rowid = 'id', tokenize = 'trigram', detail = 'full');
--> statement-breakpoint
INSERT INTO `client_search` (`client_search`, rank) VALUES ('secure-delete', 1);
--> statement-breakpoint
INSERT INTO `journal_stamp` (`id`, `hlc`) VALUES (1, '');
