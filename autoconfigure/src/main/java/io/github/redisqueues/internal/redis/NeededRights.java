package io.github.redisqueues.internal.redis;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the application's Redis user must be allowed to do.
 *
 * @param namespace first word of the keys and channels
 * @param key a key that nothing else uses
 * @param channel a channel that nothing else uses
 * @param commands the commands that scripts call, in capital letters
 */
public record NeededRights(String namespace, String key, String channel, Set<String> commands) {

	private static final String PROBE = "rights";

	/**
	 * Returns the rights that one queue, or all locks, need.
	 * @param namespace first word of the keys and channels
	 * @param name name of the queue
	 * @param channelPrefix prefix of the channels
	 * @param scripts the scripts that run on its keys
	 * @return the rights
	 */
	public static NeededRights of(String namespace, String name, String channelPrefix, Collection<LuaScript> scripts) {
		Set<String> commands = new TreeSet<>();
		scripts.forEach((script) -> commands.addAll(script.commands()));
		return new NeededRights(namespace, KeyNames.prefix(namespace, name) + PROBE, channelPrefix + PROBE, commands);
	}

}
