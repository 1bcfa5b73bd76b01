-- Stores the type of the queue, unless one is stored, so that a process with another type is refused. Each
-- process runs this script first, so it must not fail if Redis is out of memory; then a later call stores
-- the type.
-- KEYS: meta
-- ARGV: type
-- Returns: the stored type, or the given one if none could be stored
-- Called by: QueueClient.declareType

--@ reply
local existing = redis.call('HGET', meta, 'type')
if not existing then
	redis.pcall('HSET', meta, 'type', type)
end
return text(existing or type)
