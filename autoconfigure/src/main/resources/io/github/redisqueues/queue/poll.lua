-- Takes the next messages for good, after a share of the housekeeping.
-- Include: clock envelope ready lease settle sweep wake take
-- ARGV: #max #max_in_flight #max_attempts #duplicate_window wake_channel #heard_is_exact waiting process
-- Returns: {more, milliseconds to the next look or -1, then for each message id, envelope}
-- Called by: QueueCommands.poll

local made_ready = sweep()
local ids, envelopes = take()
local reply = {}
local deduplication_ids = {}
for i, id in ipairs(ids) do
	deduplication_ids[i] = deduplication_id_of(envelopes[i])
	reply[2 * i + 1] = id
	reply[2 * i + 2] = envelopes[i]
end
if #ids > 0 then
	forget(ids, deduplication_ids)
end
reply[1], reply[2] = report(#ids, made_ready)
return reply
