-- Removes messages that were moved to another queue, if they are still held and as they were.
-- KEYS: messages delayed expiries
-- ARGV: [duplicate_window publish_counts_subscribers count] wake_channel ...
--       for each message its id, until when it is held, and the SHA-1 of its envelope
-- Returns: a byte for each message: 1 if it was removed, 2 if it is not here any more, 0 if it is here and has changed
-- Called by: MoveClient.drop

--@ clock
--@ settle
--@ envelope
local HALF = 0.5
local verdicts, promoted = {}, 0
for i = 1, count do
	local id, held_until, hash = unpack(ARGV, first_rest + 3 * i - 3, first_rest + 3 * i - 1)
	local envelope = redis.call('HGET', messages, id)
	local score = redis.call('ZSCORE', delayed, id)
	local is_held = envelope and score and tonumber(score) == tonumber(held_until) + HALF and tonumber(held_until) >= now
		and redis.sha1hex(envelope) == hash
	verdicts[i] = is_held and '\1' or envelope and '\0' or '\2'
	if is_held then
		redis.call('ZREM', delayed, id)
		redis.call('ZREM', expiries, id)
		promoted = promoted + delete_messages({ id }, { deduplication_id_of(envelope) })
	end
end
--@ room
local woken = wake_senders(count)
if promoted > 0 then
	--@ wake
	wake(promoted)
end
return table.concat(verdicts)
