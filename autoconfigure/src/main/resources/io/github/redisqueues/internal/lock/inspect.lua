-- Lists the holders of a lock.
-- KEYS: lock queue offer
-- ARGV: none
-- Returns: how many are in the wait queue; then for each holder the token, the moment in milliseconds when its lease runs out, and the owner
-- Called by: LockCommands.inspect

--@ clock
--@ holding
local reply = { struct.pack('>d', redis.call('ZCARD', queue)) }
for i, holder in ipairs(holders()) do
	reply[i + 1] = struct.pack('>ddI4', holder[2], holder[3], #holder[1]) .. holder[1]
end
return table.concat(reply)
