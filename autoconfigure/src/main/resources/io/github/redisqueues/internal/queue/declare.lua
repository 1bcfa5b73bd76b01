-- Keeps what kind of queue this is, so that a process that takes it for another is refused. It is the
-- first script of each process, so it must not fail when Redis is out of memory: then the type is
-- kept by a later process.
-- KEYS: meta
-- ARGV: type
-- Returns: the type that stands
-- Called by: QueueClient.declareType

--@ reply
local standing = redis.call('HGET', meta, 'type')
if not standing then
	redis.pcall('HSET', meta, 'type', type)
end
return text(standing or type)
