-- Pauses delivery in all processes because a listener has failed, unless it is paused. Afterwards messages are tried one at a time. Tells the
-- listeners of all processes. That is a hint: a listener that misses it reads the circuit when it subscribes again.
-- KEYS: paused ready
-- ARGV: [duration] by reason notice_channel
-- Returns: 0 if the circuit is closed, 1 if it is open or 2 if messages are tried one at a time; and how many milliseconds it stays open
-- Called by: CircuitClient.open

--@ clock
--@ pauses
--@ keep-pauses
--@ reply
local delivery, delivery_since, sending, sending_since, texts = read_pauses()
if delivery == 0 then
	local since = circuit_state() == 2 and delivery_since or now
	local length_by = struct.unpack('>I4', texts)
	local sending_texts = string.sub(texts, 9 + length_by + struct.unpack('>I4', texts, 5 + length_by))
	local circuit = circuit_after(now + duration)
	keep_pauses(now + duration, since, sending, sending_since, stored_limits(), circuit, text(by) .. text(reason) .. sending_texts)
	redis.pcall('PUBLISH', notice_channel, ready .. '\nchanged')
end
return struct.pack('>dd', circuit_state())
