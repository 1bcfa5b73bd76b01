-- Takes several locks, all or none, without waiting.
-- KEYS: ... the locks
-- ARGV: [lease] owner
-- Returns: the token; or below zero the milliseconds that the lease of another owner still lasts
-- Called by: LockCommands.acquire (for more than one key)

local count = #KEYS
--@ grant
return struct.pack('>d', busy and -left or token)
