-- Stores the type of the queue, unless one is stored, so that a process with another type is refused. Also
-- gives the process a slot for the marks of its leases, or renews it, and notes who has it. Each process runs
-- this script first, and then once in a while, so it must not fail if Redis is out of memory; then a later call
-- stores the type, and there is no slot.
-- KEYS: meta slots
-- ARGV: [kept slot] declaration process
-- Returns: the stored type, or the given one if none could be stored; the slot, or 0 if there is none
-- Called by: QueueClient.declare

--@ clock
--@ reply
--@ lease-mark
local existing = redis.call('HGET', meta, 'type')
if not existing then
	redis.pcall('HSET', meta, 'type', declaration)
end
if existing and existing ~= declaration then
	slot = 0
elseif slot == 0 then
	local used = redis.call('ZCARD', slots)
	local free = redis.call('ZRANGE', slots, '-inf', now, 'BYSCORE', 'LIMIT', 0, 1)[1]
	slot = free and tonumber(free) or used < MAX_SLOT and used + 1 or 0
end
if slot > 0 and type(redis.pcall('ZADD', slots, now + kept, slot)) == 'table' then
	slot = 0
end
if slot > 0 then
	redis.pcall('HSET', meta, 'owner.' .. slot, process)
end
return text(existing or declaration) .. struct.pack('>d', slot)
