-- Keeps what kind of queue this is, so that a process that takes it for another is refused. A queue
-- that holds nothing may become another one. It is the first script of each process, so it must not
-- fail when Redis is out of memory: then the type is kept by a later process.
-- KEYS: meta messages ready withdrawn
-- ARGV: type
-- Returns: the type that stands
-- Called by: QueueCommands.declare

--@ reply
local standing = redis.call('HGET', meta, 'type')
if standing == type or (standing and redis.call('EXISTS', messages) == 1) then
	return text(standing)
end
redis.call('DEL', ready, withdrawn)
redis.pcall('HSET', meta, 'type', type)
return text(type)
