-- Takes several locks of one name, all or none, without waiting.
-- KEYS: ... the locks
-- ARGV: [lease] owner
-- Returns: the token; below zero the milliseconds that the lease of a lock in the way still has
-- Called by: LockCommands.acquire, for more than one key

local count = #KEYS
--@ grant
return struct.pack('>d', busy and -left or token)
