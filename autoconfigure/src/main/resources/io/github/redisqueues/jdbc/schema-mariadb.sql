create table if not exists queue_messages (
	queue varchar(420) not null,
	id varchar(256) not null,
	body longblob not null,
	flags int not null,
	deliver_at bigint not null,
	expires_at bigint not null,
	priority int not null,
	deduplication_id varchar(256) not null,
	message_group varchar(256) not null,
	sent_at bigint not null,
	due_at bigint not null,
	primary key (queue, id),
	key queue_messages_due (queue, due_at, id)
) character set utf8mb4 collate utf8mb4_bin;
