-- Gives holds of one lock that several may have new leases.
-- ARGV: ... packed numbers (for each hold its lease in milliseconds), then the owners
-- Returns: a digit for each hold: 1 if it has its new lease, 0 if it was lost
-- Called by: LockCommands.renew

--@ clock
--@ shared
local results = {}
for hold = 2, #ARGV do
	local stands = token_of(ARGV[hold])
	if stands then
		prolong(ARGV[hold], (struct.unpack('>d', ARGV[1], 8 * (hold - 2) + 1)))
	end
	results[hold - 1] = stands and '1' or '0'
end
return table.concat(results)
