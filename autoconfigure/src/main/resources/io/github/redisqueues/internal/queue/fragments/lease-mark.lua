-- A call that leases messages has a mark, which is in the last digits of the deadlines that it sets, in units
-- of 1/2048 ms: as precise as a double is up to the year 2109. LeaseMarks.java makes the marks.
--   An odd mark is less than 2048. It is in the last millisecond before the deadline, so the lease ends at
--   the same millisecond as without it.
--   An even mark is less than 65536. It is added to the deadline, after rounding that up to a multiple of
--   32 ms, so the lease ends up to 64 ms later. It is for leases of 10 s and more.
-- A renewed or extended lease has no mark: its deadline is a whole number, and one with a mark is not.
-- Needs: none
-- Provides: marked_deadline(), MARK_STEP, MARKS_PER_MILLISECOND, MAX_SLOT
-- Inlined: marked_deadline()

-- Milliseconds
local MARK_STEP = 32
local MARKS_PER_MILLISECOND = 2048
local MAX_SLOT = 255

local function marked_deadline(deadline, mark)
	return (mark % 2 == 1 and deadline - 1 or math.ceil(deadline / MARK_STEP) * MARK_STEP) + mark / MARKS_PER_MILLISECOND
end
