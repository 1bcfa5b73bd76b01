-- In a queue without a capacity no send waits for room. In one with a capacity, room-limited.lua replaces
-- this fragment.
-- Needs: none
-- Provides: wake_senders()
-- Inlined: wake_senders

local function wake_senders(count)
	return 0
end
