-- Tells whether a lease is the one that a delivery got, though perhaps renewed. After a failover that lost writes,
-- attempt numbers repeat, but not the deadline that the lease had when it was taken. A renewed lease keeps the slot of
-- the process in its deadline, see lease-mark.lua, and no other process has it.
-- Needs: none
-- Provides: renewed_part(), is_same()

local SLOTS = 128

-- What is behind the point in the deadline of a lease, once it is renewed
local function renewed_part(taken)
	local slot = math.floor(taken % 1 * SLOTS)
	return slot > 0 and slot / SLOTS or taken % 1
end

local function is_same(deadline, taken)
	return deadline == taken or deadline % 1 == renewed_part(taken)
end
