package io.github.redisqueues.autoconfigure.observation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TracedCommand;
import io.lettuce.core.tracing.LettuceObservationContext;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out the commands that queues, topics and locks send in the background: looks for
 * messages, renewals, subscriptions, checks of the server. Lettuce would make each of
 * them a trace of its own. They are INFO, and commands on our keys or channels, that were
 * sent outside any observation. Those of a call of the application are sent within the
 * observation of that call.
 */
final class BackgroundCommands implements ObservationPredicate {

	private final byte[] prefix;

	/**
	 * A channel as Lettuce describes it. Commands of channels have no key.
	 */
	private final String channel;

	/**
	 * Creates a predicate.
	 * @param namespace first word of the keys and channels
	 */
	BackgroundCommands(String namespace) {
		this.prefix = (namespace + ":").getBytes(StandardCharsets.UTF_8);
		this.channel = "key<" + namespace + ":";
	}

	@Override
	public boolean test(String name, Observation.Context context) {
		return !(context instanceof LettuceObservationContext lettuce) || !lettuce.hasCommand()
				|| !isBackground(lettuce.getRequiredCommand());
	}

	private boolean isBackground(RedisCommand<?, ?, ?> command) {
		TracedCommand<?, ?, ?> traced = CommandWrapper.unwrap(command, TracedCommand.class);
		// The observation of the thread that called Lettuce; this is another thread
		boolean hasParent = traced != null && traced.getTraceContext() != null;
		return !hasParent && isOurs(command.getType(), command.getArgs());
	}

	private boolean isOurs(ProtocolKeyword type, @Nullable CommandArgs<?, ?> arguments) {
		if (type == CommandType.INFO) {
			return true;
		}
		if (type == CommandType.SUBSCRIBE || type == CommandType.UNSUBSCRIBE) {
			String channels = (arguments != null) ? arguments.toCommandString() : "";
			// A subscription that is closed names no channel
			return channels.startsWith(this.channel) || (type == CommandType.UNSUBSCRIBE && channels.isEmpty());
		}
		ByteBuffer key = (arguments != null) ? arguments.getFirstEncodedKey() : null;
		return key != null && key.remaining() >= this.prefix.length
				&& key.slice(key.position(), this.prefix.length).equals(ByteBuffer.wrap(this.prefix));
	}

}
