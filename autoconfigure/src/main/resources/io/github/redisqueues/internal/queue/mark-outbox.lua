-- Tells whether Redis has lost the queue's data, or never had any, since all its messages were last sent again
-- from the database. The queue is marked as lost until it is told that they were, with the mark that it has.
-- KEYS: meta
-- ARGV: new_mark restored
-- Returns: the mark, or an empty text if nothing is lost
-- Called by: OutboxTarget.mark

--@ reply
local mark = redis.call('HGET', meta, 'outbox')
if restored ~= '' then
	if mark == restored then
		redis.call('HSET', meta, 'outbox', '')
		mark = ''
	end
elseif not mark then
	redis.call('HSET', meta, 'outbox', new_mark)
	mark = new_mark
end
return text(mark or '')
