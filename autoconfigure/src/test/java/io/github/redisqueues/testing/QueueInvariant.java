package io.github.redisqueues.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads a queue's keys behind the queue's back, in one step, and checks what must hold
 * between any two calls: each message is in exactly one place, and nothing is left of
 * those that are gone. Ids are read as ISO-8859-1, so that no byte is lost.
 */
public final class QueueInvariant {

	private static final List<String> PARTS = List.of("messages", "ready", "delayed", "inflight", "dead", "reasons",
			"attempts", "expiries", "deduplication", "remembered", "withdrawn", "grouped", "heads", "places");

	private static final Set<String> OTHER_PARTS = Set.of("meta", "waiters", "senders", "paused", "rate", "schedules",
			"slots", "fleet", "listeners", "redrive", "redriven", "redrives", "consumers");

	/**
	 * Returns the elements of each key; a hash field or a member that carries more is
	 * followed by it.
	 */
	private static final String SNAPSHOT = """
			local parts = {}
			local maps = { deduplication = true, heads = true, places = true }
			for i, key in ipairs(KEYS) do
				local type = redis.call('TYPE', key)['ok']
				if type == 'hash' then
					parts[i] = redis.call(maps[string.match(key, '[a-z]+$')] and 'HGETALL' or 'HKEYS', key)
				elseif type == 'list' then
					parts[i] = redis.call('LRANGE', key, 0, -1)
				elseif type == 'zset' then
					parts[i] = redis.call('ZRANGE', key, 0, -1)
					if string.sub(key, -6) == ':ready' then
						for j, member in ipairs(parts[i]) do
							parts[i][j] = string.sub(member, 7)
						end
					end
				elseif type == 'set' then
					parts[i] = redis.call('SMEMBERS', key)
				else
					parts[i] = {}
				end
			end
			return parts
			""";

	private final TestRedis redis;

	private final String namespace;

	private final String prefix;

	private QueueInvariant(TestRedis redis, String namespace, String key) {
		this.redis = redis;
		this.namespace = namespace;
		this.prefix = namespace + ":{" + encode(key) + "}:";
	}

	/**
	 * The invariant of one queue.
	 * @param redis where the queue is
	 * @param namespace first word of its keys
	 * @param key what the queue is called in Redis
	 * @return its invariant
	 */
	public static QueueInvariant of(TestRedis redis, String namespace, String key) {
		return new QueueInvariant(redis, namespace, key);
	}

	/**
	 * The name of one of the queue's keys.
	 * @param part such as {@code messages}
	 * @return the key
	 */
	public String key(String part) {
		return this.prefix + part;
	}

	/**
	 * Checks the invariant. Expects nobody to be at work on the queue in this moment.
	 * @return what is where
	 */
	public State check() {
		Map<String, List<String>> parts = read();
		Set<String> withdrawn = new TreeSet<>(parts.get("withdrawn"));
		List<String> entries = parts.get("ready");
		List<String> ready = entries.stream().filter((id) -> !withdrawn.contains(id)).toList();
		List<String> delayed = parts.get("delayed");
		List<String> inFlight = parts.get("inflight");
		List<String> dead = parts.get("dead");

		List<String> placed = new ArrayList<>(ready);
		List<String> waiting = parts.get("grouped")
			.stream()
			.map((member) -> member.substring(lineLength(member) + 6))
			.toList();
		List.of(delayed, inFlight, dead, waiting).forEach(placed::addAll);
		assertThat(placed).as("ids in ready, delayed, inflight, dead and grouped").doesNotHaveDuplicates();
		Set<String> messages = new TreeSet<>(parts.get("messages"));
		assertThat(new TreeSet<>(placed))
			.as("ids in ready, delayed, inflight, dead and grouped against those in messages")
			.isEqualTo(messages);

		assertThat(entries).as("list entries of withdrawn ids")
			.filteredOn(withdrawn::contains)
			.containsExactlyInAnyOrderElementsOf(withdrawn);
		assertWithin("attempts", parts.get("attempts"), messages);
		// A living message has the reasons why it could not be read, beside its attempts
		List<String> withReasons = new ArrayList<>(dead);
		withReasons.addAll(parts.get("attempts"));
		assertWithin("reasons", parts.get("reasons"), withReasons);
		assertWithin("dead", dead, parts.get("reasons"));
		List<String> untaken = new ArrayList<>(ready);
		untaken.addAll(delayed);
		untaken.addAll(waiting);
		assertWithin("expiries", parts.get("expiries"), untaken);
		assertDeduplicationIsAlive(parts, messages);
		State state = new State(ready, delayed, inFlight, dead, waiting);
		assertGroupsHaveOneHead(map(parts.get("heads")), map(parts.get("places")), parts.get("grouped"), state);
		assertKeysCarryATag();
		return state;
	}

	/**
	 * Checks the invariant, and that the queue has nothing left in it: not a message, not
	 * a trace of one.
	 */
	public void checkEmpty() {
		check();
		Map<String, List<String>> parts = read();
		parts.keySet().removeAll(Set.of("remembered", "deduplication"));
		assertThat(parts.values()).as("what is left in the keys of an empty queue: " + parts)
			.allSatisfy((part) -> assertThat(part).isEmpty());
	}

	/**
	 * Removes the queue with everything in it.
	 */
	public void removeQueue() {
		List<Object> del = new ArrayList<>(List.of("DEL"));
		PARTS.forEach((part) -> del.add(key(part)));
		OTHER_PARTS.forEach((part) -> del.add(key(part)));
		this.redis.nodeOf(this.prefix).command(del.toArray());
	}

	private Map<String, List<String>> read() {
		List<Object> eval = new ArrayList<>(List.of("EVAL", SNAPSHOT, PARTS.size()));
		PARTS.forEach((part) -> eval.add(key(part)));
		List<?> reply = (List<?>) this.redis.nodeOf(this.prefix).command(eval.toArray());
		Map<String, List<String>> parts = new LinkedHashMap<>();
		for (int i = 0; i < PARTS.size(); i++) {
			parts.put(PARTS.get(i), ((List<?>) reply.get(i)).stream().map(QueueInvariant::text).toList());
		}
		return parts;
	}

	private static void assertDeduplicationIsAlive(Map<String, List<String>> parts, Set<String> messages) {
		List<String> deduplication = parts.get("deduplication");
		List<String> remembered = parts.get("remembered");
		for (int i = 0; i < deduplication.size(); i += 2) {
			if (!messages.contains(deduplication.get(i + 1))) {
				assertThat(remembered).as("what is remembered of deduplication ids without a message")
					.contains("d" + deduplication.get(i));
			}
		}
	}

	/**
	 * Of each group, only the head may be ready or in flight; nobody waits behind
	 * nothing.
	 */
	private static void assertGroupsHaveOneHead(Map<String, String> heads, Map<String, String> places,
			List<String> members, State state) {
		Set<String> placed = new TreeSet<>(state.ready());
		List.of(state.delayed(), state.inFlight(), state.dead(), state.waiting()).forEach(placed::addAll);
		assertWithin("places", places.keySet(), placed);
		Map<String, String> groups = new LinkedHashMap<>();
		places.forEach((id, place) -> groups.put(id, place.substring(6)));
		heads.forEach((group, id) -> assertThat(groups.get(id)).as("the group of its head %s", id).isEqualTo(group));
		List<String> led = new ArrayList<>(state.ready());
		led.addAll(state.inFlight());
		assertThat(led).as("ready or in flight, and in a group")
			.filteredOn(groups::containsKey)
			.allSatisfy((id) -> assertThat(heads).containsEntry(groups.get(id), id));
		led.addAll(state.delayed());
		assertWithin("heads", heads.values(), led);
		for (int i = 0; i < members.size(); i++) {
			String line = members.get(i).substring(0, lineLength(members.get(i)));
			String place = places.getOrDefault(state.waiting().get(i), "");
			assertThat(members.get(i).substring(2)).as("what waits against its place")
				.isEqualTo(line.substring(2) + place.substring(0, 6) + state.waiting().get(i));
			assertThat(heads).as("groups that somebody waits in").containsKey(line.substring(2));
		}
	}

	/**
	 * How far the group reaches with its length before it.
	 */
	private static int lineLength(String member) {
		return 2 + (member.charAt(0) << 8) + member.charAt(1);
	}

	private static Map<String, String> map(List<String> fieldsAndValues) {
		Map<String, String> map = new LinkedHashMap<>();
		for (int i = 0; i < fieldsAndValues.size(); i += 2) {
			map.put(fieldsAndValues.get(i), fieldsAndValues.get(i + 1));
		}
		return map;
	}

	private static void assertWithin(String part, Collection<String> ids, Collection<String> living) {
		assertThat(new TreeSet<>(living)).as("ids that may be in " + part).containsAll(ids);
	}

	private void assertKeysCarryATag() {
		Pattern tagged = Pattern.compile(Pattern.quote(this.namespace) + ":\\{[A-Za-z0-9._%-]+\\}:([a-z]+)",
				Pattern.DOTALL);
		for (RespConnection node : this.redis.nodes()) {
			assertThat(node.list("KEYS", this.namespace + "*")).extracting(QueueInvariant::text)
				.allSatisfy((key) -> assertThat(key).matches(tagged)
					.satisfies((tail) -> assertThat(tail.substring(tail.indexOf("}:") + 2))
						.matches((part) -> PARTS.contains(part) || OTHER_PARTS.contains(part))));
		}
	}

	private static String text(Object bytes) {
		return new String((byte[]) bytes, StandardCharsets.ISO_8859_1);
	}

	private static String encode(String key) {
		StringBuilder encoded = new StringBuilder();
		for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
			char c = (char) (b & 0xff);
			boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-');
			encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
		}
		return encoded.toString();
	}

	/**
	 * Which ids are where, in the order of the keys.
	 *
	 * @param ready ids in {@code ready} that were not withdrawn
	 * @param delayed ids in {@code delayed}
	 * @param inFlight ids in {@code inflight}
	 * @param dead ids in {@code dead}
	 * @param waiting ids in {@code grouped}
	 */
	public record State(List<String> ready, List<String> delayed, List<String> inFlight, List<String> dead,
			List<String> waiting) {

	}

}
