-- Counts the holders of a shared lock.
-- KEYS: lock queue offer tokens released
-- ARGV: none
-- Returns: how many
-- Called by: LockCommands.countHolders

--@ clock
--@ shared
return struct.pack('>d', count_holders())
