-- Tells whether there is a message with an id, in whatever state.
-- KEYS: messages
-- ARGV: id
-- Returns: 1 if there is one, otherwise 0
-- Called by: MessageClient.contains

return struct.pack('>d', redis.call('HEXISTS', messages, id))
