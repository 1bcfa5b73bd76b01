-- Counts who holds a lock that several may hold.
-- KEYS: lock queue offer tokens released
-- Returns: how many
-- Called by: LockCommands.countHolders

--@ clock
--@ shared
return struct.pack('>d', count_holders())
