CREATE TABLE `relays` (
	`id` text PRIMARY KEY NOT NULL,
	`until` integer NOT NULL,
	`barred_until` integer DEFAULT 0 NOT NULL
);
