-- The reply to a send.
-- Needs: none
-- Provides: reply_to_send()

--@ reply

-- Says 1 if there was no room, 2 if there is room and the send is only asked for, 3 if sending is paused,
-- 4 if the message replaced another, 6 if it would expire before it is ready, otherwise 0; the size of
-- the queue if there was no room, otherwise how much room is left; in how many milliseconds there may be
-- room, or -1; the capacity; the capacity; and the id of the known or replaced message, or ''.
local function reply_to_send(verdict, number, next_room, known_id, capacity)
	return struct.pack('>dddd', verdict, number, next_room, capacity) .. text(known_id)
end
