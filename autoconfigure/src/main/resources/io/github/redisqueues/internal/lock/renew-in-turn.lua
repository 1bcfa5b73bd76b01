-- Gives new leases to any number of holds of one shared lock.
-- KEYS: lock queue offer tokens released
-- ARGV: ... packed numbers (for each hold its lease in milliseconds), then the owners
-- Returns: a digit for each hold: 1 if it has its new lease, 0 if it was lost
-- Called by: LockCommands.renew

--@ clock
--@ shared
local results = {}
for hold = 2, #ARGV do
	local token = token_of(ARGV[hold])
	if token then
		renew(ARGV[hold], (struct.unpack('>d', ARGV[1], 8 * (hold - 2) + 1)))
	end
	results[hold - 1] = token and '1' or '0'
end
return table.concat(results)
