-- Leases that a send has made for a process that waits, see push.lua. They have the slot of that process and a number
-- of their own in their deadlines, where lease-mark.lua has the number of a call, until the process renews them: then it
-- has the message.
-- Needs: none
-- Provides: PUSHED, was_pushed()

local MARKS = 2048
local CALLS = 16
local PUSHED = 15

-- Returns whether the message has not been taken by the process that it was pushed to, as far as is known.
local function was_pushed(deadline)
	return math.floor(deadline % 1 * MARKS) % CALLS == PUSHED
end
