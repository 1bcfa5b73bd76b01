package io.github.redisqueues.observation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.observation.QueueObservationDocumentation.MessageKeyNames;
import io.github.redisqueues.observation.QueueObservationDocumentation.MessagingKeyNames;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * Key values that several conventions share.
 */
final class MessagingKeyValues {

	private static final KeyValue SYSTEM = MessagingKeyNames.SYSTEM.withValue("redis_queues");

	/**
	 * By the name of the operation and the destination. There are as many of them as a
	 * meter registry has timers.
	 */
	private static final Map<String, Map<String, KeyValues>> KNOWN = new ConcurrentHashMap<>();

	private MessagingKeyValues() {
	}

	/**
	 * Returns the key values of an operation, which are the same for all of its calls.
	 */
	static KeyValues low(String name, String type, String destination) {
		Map<String, KeyValues> ofName = KNOWN.computeIfAbsent(name, (added) -> new ConcurrentHashMap<>());
		KeyValues known = ofName.get(destination);
		if (known == null) {
			known = create(name, type, destination);
			ofName.put(destination, known);
		}
		return known;
	}

	private static KeyValues create(String name, String type, String destination) {
		return KeyValues.of(SYSTEM, MessagingKeyNames.OPERATION_NAME.withValue(name),
				MessagingKeyNames.OPERATION_TYPE.withValue(type), MessagingKeyNames.DESTINATION.withValue(destination));
	}

	/**
	 * Returns the id of a single message, or the size of a batch.
	 */
	static KeyValues messages(List<String> ids) {
		return KeyValues.of((ids.size() == 1) ? MessageKeyNames.ID.withValue(ids.get(0))
				: MessageKeyNames.BATCH_COUNT.withValue(String.valueOf(ids.size())));
	}

}
