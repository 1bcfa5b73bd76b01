-- Pauses delivery or sending in all processes, until a moment or for a time. Replaces an earlier pause of it. Wakes the producers that wait for
-- room if it is that of sending, so that they are refused at once.
-- KEYS: paused senders
-- ARGV: [is_sending until_moment duration publish_counts_subscribers] by reason wake_channel
-- Returns: nothing
-- Called by: PauseClient.pause

--@ clock
--@ pauses
--@ keep-pauses
--@ reply
local ends_at = until_moment
if until_moment == 0 then
	ends_at = duration > 0 and now + duration or -1
elseif until_moment <= now then
	ends_at = 0
end
local delivery, delivery_since, sending, sending_since, texts = read_pauses()
local length_by = struct.unpack('>I4', texts)
local after_reason = 9 + length_by + struct.unpack('>I4', texts, 5 + length_by)
if is_sending == 1 then
	local delivery_texts = string.sub(texts, 1, after_reason - 1)
	keep_pauses(delivery, delivery_since, ends_at, now, stored_limits(), stored_circuit(), delivery_texts .. text(by) .. text(reason))
	--@ wake-first
	wake_first(senders, senders, MAX_TRIED)
else
	local sending_texts = string.sub(texts, after_reason)
	keep_pauses(ends_at, now, sending, sending_since, stored_limits(), no_circuit(), text(by) .. text(reason) .. sending_texts)
end
return ''
