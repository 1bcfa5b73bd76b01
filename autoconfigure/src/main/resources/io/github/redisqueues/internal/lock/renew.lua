-- Gives new leases to any number of holds. A hold of several locks is lost if one of them is.
-- KEYS: ... the locks of the first hold, then those of the next
-- ARGV: ... packed numbers (for each hold how many locks it has, and its lease in milliseconds), then the owners
-- Returns: a digit for each hold: 1 if it has its new lease, 0 if it was lost
-- Called by: LockCommands.renew

--@ record
--@ constants
local results = {}
local next_key, position = 1, 1
for hold = 2, #ARGV do
	local count, lease
	count, lease, position = struct.unpack('>dd', ARGV[1], position)
	local is_held = true
	for i = next_key, next_key + count - 1 do
		local record = redis.call('GET', KEYS[i])
		is_held = is_held and record and is_owner(record, ARGV[hold]) and lease_left(KEYS[i]) > 0
	end
	if is_held then
		for i = next_key, next_key + count - 1 do
			redis.call('PEXPIRE', KEYS[i], lease + RETENTION)
		end
	end
	next_key = next_key + count
	results[hold - 1] = is_held and '1' or '0'
end
return table.concat(results)
