-- Tells whether delivery and sending are paused. The pause of a circuit breaker is told as long as messages are tried one at a time after it.
-- KEYS: paused
-- ARGV: none
-- Returns: for delivery the moment when its pause ends, -1 if it has no end or 0 if there is none, and when it began; the same for sending; by whom and why for both
-- Called by: PauseClient.read

--@ clock
--@ pauses
local delivery, delivery_since, sending, sending_since, texts = read_pauses()
return struct.pack('>dddd', tries_since() or delivery, delivery_since, sending, sending_since) .. texts
