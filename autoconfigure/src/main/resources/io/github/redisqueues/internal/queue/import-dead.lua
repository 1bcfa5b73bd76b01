-- Adds dead letters that were exported. Leaves a message alone whose id is known, dead or not.
-- KEYS: messages dead reasons places
-- ARGV: [keep_dead has_groups count] ...
--       for each its id, its moment of death and the number of its last attempt as doubles, its reason and its envelope
-- Returns: a byte for each: 1 if it was added, 0 if a message has its id
-- Called by: DeadLetterExport.add

--@ clock
--@ envelope
--@ groups
--@ new-receipt
local verdicts = {}
for i = 1, count do
	local id, numbers, reason, envelope = unpack(ARGV, first_rest + 4 * i - 4, first_rest + 4 * i - 1)
	local died_at, attempt = struct.unpack('>dd', numbers)
	verdicts[i] = '\0'
	if redis.call('HEXISTS', messages, id) == 0 then
		verdicts[i] = '\1'
		--@ ready-convert
		redis.call('HSET', messages, id, converted)
		-- One that is too old to be kept is kept from now on
		local is_old = died_at > now or (keep_dead > 0 and died_at <= now - keep_dead)
		redis.call('ZADD', dead, is_old and now or died_at, id)
		redis.call('HSET', reasons, id, reason)
		set_receipt(id, attempt)
		local group = has_groups == 1 and group_of(envelope) or ''
		if group ~= '' then
			redis.call('HSET', places, id, NOT_JOINED .. group)
		end
	end
end
return table.concat(verdicts)
