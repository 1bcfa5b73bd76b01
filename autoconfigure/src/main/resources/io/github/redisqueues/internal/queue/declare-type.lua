-- Stores the type of the queue, unless one is stored, so that a process with another type is refused. Also
-- gives the process a slot for the marks of its leases, or renews it, and notes who has it. Each process runs
-- this script first, and then once in a while, so it must not fail if Redis is out of memory; then a later call
-- stores the type, and there is no slot.
-- KEYS: meta slots
-- ARGV: [kept slot wanted] declaration process
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
	-- `wanted` or the next one that is free
	local is_used = {}
	for _, used in ipairs(redis.call('ZRANGE', slots, '(' .. now, '+inf', 'BYSCORE')) do
		is_used[tonumber(used)] = true
	end
	for i = 0, MAX_SLOT - 1 do
		local next_slot = (wanted - 1 + i) % MAX_SLOT + 1
		if slot == 0 and not is_used[next_slot] then
			slot = next_slot
		end
	end
end
if slot > 0 and type(redis.pcall('ZADD', slots, now + kept, slot)) == 'table' then
	slot = 0
end
if slot > 0 then
	redis.pcall('HSET', meta, 'owner.' .. slot, process)
end
return text(existing or declaration) .. struct.pack('>d', slot)
