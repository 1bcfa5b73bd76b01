-- Stores messages whose ids are new. Makes them ready if they are due.
-- KEYS: messages ready
-- Needs: ids, rests, header, is_due
-- Provides: new_ids, envelopes

--@ unpacked
local envelopes, new_ids = {}, {}
for i = 1, #ids do
	envelopes[i] = header .. rests[i]
end
--@ store-new
for n, i in ipairs(stored) do
	new_ids[n] = ids[i]
end
if is_due and new_ids[1] and redis.call('RPUSH', ready, unpack(new_ids)) % EACH == 0 then
	--@ unpack-messages
	unpack_messages()
end
