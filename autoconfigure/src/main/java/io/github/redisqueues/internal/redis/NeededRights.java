package io.github.redisqueues.internal.redis;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * What the application's Redis user must be allowed to do.
 *
 * @param namespace first word of the keys and channels
 * @param key a key that nothing else uses
 * @param published a channel that nothing else uses
 * @param subscribed a channel to subscribe to, which need not be the other one; null if
 * none is needed
 * @param commands the commands that scripts call, in capital letters
 */
public record NeededRights(String namespace, String key, String published, @Nullable String subscribed,
		Set<String> commands) {

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
		return new NeededRights(namespace, KeyNames.prefix(namespace, name) + PROBE, channelPrefix + PROBE,
				channelPrefix + PROBE, commands(scripts));
	}

	/**
	 * Returns the rights that a channel with listeners needs, which receive no message
	 * when the rights are checked.
	 * @param namespace first word of the keys and channels
	 * @param name name of what the channel is for
	 * @param channel the channel
	 * @param script publishes to it
	 * @return the rights
	 */
	public static NeededRights ofChannel(String namespace, String name, String channel, LuaScript script) {
		return new NeededRights(namespace, KeyNames.prefix(namespace, name) + PROBE, channel + ":" + PROBE, channel,
				commands(Set.of(script)));
	}

	/**
	 * Returns the rights that are needed where nobody listens to the channels.
	 * @return the other rights
	 */
	public NeededRights withoutChannels() {
		Set<String> others = new TreeSet<>(this.commands);
		others.remove("PUBLISH");
		return new NeededRights(this.namespace, this.key, this.published, null, others);
	}

	private static Set<String> commands(Collection<LuaScript> scripts) {
		Set<String> commands = new TreeSet<>();
		scripts.forEach((script) -> commands.addAll(script.commands()));
		return commands;
	}

}
