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
	private static final Map<String, Map<String, Operation>> KNOWN = new ConcurrentHashMap<>();

	private MessagingKeyValues() {
	}

	/**
	 * What all calls of an operation have in common.
	 *
	 * @param low its key values
	 * @param name its name for people
	 */
	private record Operation(KeyValues low, String name) {
	}

	/**
	 * Returns the key values of an operation, which are the same for all of its calls.
	 */
	static KeyValues low(String name, String type, String destination) {
		return operation(name, type, destination).low();
	}

	/**
	 * Returns the name of an operation for people: what is done, and where.
	 */
	static String contextualName(String name, String type, String destination) {
		return operation(name, type, destination).name();
	}

	private static Operation operation(String name, String type, String destination) {
		Map<String, Operation> ofName = KNOWN.get(name);
		if (ofName == null) {
			ofName = KNOWN.computeIfAbsent(name, (added) -> new ConcurrentHashMap<>());
		}
		Operation known = ofName.get(destination);
		if (known == null) {
			known = new Operation(KeyValues.of(SYSTEM, MessagingKeyNames.OPERATION_NAME.withValue(name),
					MessagingKeyNames.OPERATION_TYPE.withValue(type),
					MessagingKeyNames.DESTINATION.withValue(destination)), name + " " + destination);
			ofName.put(destination, known);
		}
		return known;
	}

	/**
	 * Returns the id of a single message, or the size of a batch.
	 */
	static KeyValues messages(List<String> ids) {
		return KeyValues.of((ids.size() == 1) ? MessageKeyNames.ID.withValue(ids.get(0))
				: MessageKeyNames.BATCH_COUNT.withValue(String.valueOf(ids.size())));
	}

}
