-- A call that leases messages has a mark, which is in the last digits of the deadlines that it sets: in the
-- last millisecond before the deadline, so the lease ends at the same millisecond as without it.
-- LeaseMarks.java makes the marks: the slot of the process in 7 bits, then the number of the call in 4 bits. The
-- number is 0 in a lease that was renewed or extended, which is then not searched for, and 15 in one that a send has made,
-- see pushed-lease.lua.
-- Needs: none
-- Provides: MARKS, MAX_SLOT, slot_of()

-- As precise as a double is up to the year 2109
local MARKS = 2048
local MAX_SLOT = 127
local CALLS = 16

-- Returns the slot of the process that has a lease, 0 if it is not known.
local function slot_of(marked_deadline)
	return math.floor(marked_deadline % 1 * MARKS / CALLS)
end
