-- Gives locks new leases, as many holds at once as wanted. A hold of several locks stands as long as all
-- of them do.
-- KEYS: ... the locks of the first hold, then those of the next
-- ARGV: ... packed numbers (for each hold how many locks it has, and its lease in milliseconds), then the owners
-- Returns: a digit for each hold: 1 if it has its new lease, 0 if it was lost
-- Called by: LockCommands.renew

--@ retention
local results = {}
local next_key, position = 1, 1
for hold = 2, #ARGV do
	local count, lease
	count, lease, position = struct.unpack('>dd', ARGV[1], position)
	local stands = true
	for i = next_key, next_key + count - 1 do
		local record = redis.call('GET', KEYS[i])
		stands = stands and record and string.find(record, ARGV[hold], HOLDER, true) == HOLDER and redis.call('PTTL', KEYS[i]) > RETENTION
	end
	if stands then
		for i = next_key, next_key + count - 1 do
			redis.call('PEXPIRE', KEYS[i], lease + RETENTION)
		end
	end
	next_key = next_key + count
	results[hold - 1] = stands and '1' or '0'
end
return table.concat(results)
