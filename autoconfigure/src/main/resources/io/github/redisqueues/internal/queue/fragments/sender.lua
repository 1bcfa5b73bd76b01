-- A send to a queue without a capacity never waits for room. In one with a capacity, sender-limited.lua
-- replaces this fragment.
-- Needs: none
-- Provides: await_room(), pass_room_on()
-- Inlined: await_room, pass_room_on

local function await_room(none)
	return -1
end

local function pass_room_on(left)
	return 0
end
