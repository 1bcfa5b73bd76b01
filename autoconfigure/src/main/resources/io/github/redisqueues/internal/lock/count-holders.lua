-- Counts who holds a lock that several may hold.
-- Returns: how many
-- Called by: LockCommands.countHolders

--@ clock
--@ shared
return struct.pack('>d', count_holders())
