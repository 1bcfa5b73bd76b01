-- In a fan-out each queue is asked whether it accepts the message before any queue stores it.
-- Needs: asking, reply_to_send(), capacity
-- Provides: none

if asking then
	return reply_to_send(2, 0, -1, '', capacity)
end
