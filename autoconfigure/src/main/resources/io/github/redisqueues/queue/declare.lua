-- Keeps what kind of queue this is, so that a process that takes it for another is refused.
-- KEYS: meta
-- ARGV: type
-- Returns: the type that stands
-- Called by: QueueCommands.declare

redis.call('HSETNX', meta, 'type', type)
--@ reply
return text(redis.call('HGET', meta, 'type'))
