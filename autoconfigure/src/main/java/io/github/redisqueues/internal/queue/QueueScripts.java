package io.github.redisqueues.internal.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;

/**
 * The scripts of one queue, each with its keys. Immutable.
 */
final class QueueScripts {

	/**
	 * Loaded scripts by name and variants: queues of one type share them.
	 */
	private static final Map<List<Object>, LuaScript> LOADED = new ConcurrentHashMap<>();

	private final Map<String, String> variants;

	private final QueueKeys keys;

	private final List<LuaScript> all = new ArrayList<>();

	final Script declare;

	final Script send;

	final Script sendToWaiter;

	final Script sendWithOptions;

	final Script sendInFanOut;

	final Script receive;

	final Script exchange;

	final Script giveBackLost;

	final Script renew;

	final Script poll;

	final Script ack;

	final Script nack;

	final Script reject;

	final Script extend;

	final Script putBack;

	final Script cancel;

	final Script purge;

	final Script pause;

	final Script resume;

	final Script readPauses;

	final Script openCircuit;

	final Script closeCircuit;

	final Script readCircuit;

	final Script size;

	final Script stats;

	final Script browse;

	final Script browseInFlight;

	final Script browseDead;

	final Script find;

	final Script contains;

	final Script update;

	final Script changeLimits;

	final Script readLimits;

	final Script hold;

	final Script addMoved;

	final Script dropMoved;

	final Script redrive;

	final Script deleteDead;

	final Script unregisterWaiter;

	final Script unregisterSender;

	final Script beginSchedule;

	final Script readSchedule;

	final Script sendTick;

	final Script registerListeners;

	final Script diagnose;

	final Script readReasons;

	final Script importDead;

	final Script export;

	final Script importMessages;

	final Script readStates;

	final Script markOutbox;

	final Script readDead;

	final Script startRedrive;

	final Script stepRedrive;

	final Script stopRedrive;

	final Script readRedrives;

	final PlainScripts plain;

	QueueScripts(QueueSettings<?> settings, QueueKeys keys) {
		this(settings, keys, settings.capacity() > 0);
	}

	/**
	 * Loads the scripts.
	 * @param limited whether the queue has a capacity
	 */
	QueueScripts(QueueSettings<?> settings, QueueKeys keys, boolean limited) {
		this.keys = keys;
		this.variants = variants(settings, limited);
		this.declare = script("declare-type");
		this.send = script("send");
		this.sendToWaiter = script("send-to-waiter");
		this.sendWithOptions = script("send-with-options");
		this.sendInFanOut = partOfFanOut("send-with-options");
		this.receive = script("receive");
		this.exchange = script("exchange");
		this.giveBackLost = script("give-back-lost");
		this.renew = script("renew-leases");
		this.poll = script("poll");
		this.ack = script("ack");
		this.nack = script("nack");
		this.reject = script("reject");
		this.extend = script("extend");
		this.putBack = script("put-back");
		this.cancel = script("cancel");
		this.purge = script("purge");
		this.pause = script("pause");
		this.resume = script("resume");
		this.readPauses = script("read-pauses");
		this.openCircuit = script("open-circuit");
		this.closeCircuit = script("close-circuit");
		this.readCircuit = script("read-circuit");
		this.size = script("count-messages");
		this.stats = script("read-stats");
		this.browse = script("browse");
		this.browseInFlight = script("browse-in-flight");
		this.browseDead = script("browse-dead");
		this.find = script("find");
		this.contains = script("contains");
		this.update = script("update");
		this.changeLimits = script("change-limits");
		this.readLimits = script("read-limits");
		// The oldest first, so that the messages of a LIFO queue are moved in the order
		// of sending
		this.hold = script("hold", with("order", settings.type() == QueueType.LIFO ? "order-fifo" : order(settings)));
		this.addMoved = script("add-moved");
		this.dropMoved = script("drop-moved");
		this.redrive = script("redrive");
		this.deleteDead = script("delete-dead");
		this.unregisterWaiter = script("unregister-waiter");
		this.unregisterSender = script("unregister-sender");
		this.beginSchedule = script("begin-schedule");
		this.readSchedule = script("read-schedule");
		this.sendTick = script("send-tick");
		this.registerListeners = script("register-listeners");
		this.diagnose = script("diagnose");
		this.readReasons = script("read-reasons");
		this.importDead = script("import-dead");
		this.export = script("export");
		this.importMessages = script("import");
		this.readStates = script("read-states");
		this.markOutbox = script("mark-outbox");
		this.readDead = script("read-dead");
		this.startRedrive = script("start-redrive");
		this.stepRedrive = script("step-redrive");
		this.stopRedrive = script("stop-redrive");
		this.readRedrives = script("read-redrives");
		this.plain = new PlainScripts((name) -> load(name, this.variants), keys, settings.type() == QueueType.PRIORITY);
	}

	private static Map<String, String> variants(QueueSettings<?> settings, boolean limited) {
		String structure = (settings.type() == QueueType.PRIORITY) ? "sorted" : "list";
		Map<String, String> variants = new HashMap<>(Map.of("ready", structure, "ready-add", structure + "-add",
				"ready-take", structure + "-take", "ready-take-plain", structure + "-take-plain", "ready-put-back",
				structure + "-put-back", "ready-count", structure + "-count", "ready-first", structure + "-first",
				"ready-convert", structure + "-convert", "order", order(settings)));
		variants.put("ready-add-one", structure + "-add-one");
		variants.put("ready-page", structure + "-page");
		variants.put("ready-restore", structure + "-restore");
		if (limited) {
			variants.put("room", "room-limited");
			variants.put("sender", "sender-limited");
		}
		return Map.copyOf(variants);
	}

	/**
	 * Returns the variants for a part of a fan-out: one clock for all queues, and all
	 * queues are asked before one stores the message.
	 */
	private static Map<String, String> inFanOut(Map<String, String> variants) {
		Map<String, String> all = new HashMap<>(variants);
		all.put("clock", "shared-clock");
		all.put("accepted", "ask-first");
		all.put("debounce", "without-debounce");
		return Map.copyOf(all);
	}

	/**
	 * Returns the script that sends to several queues.
	 * @param sends the script for each kind of queue
	 */
	static LuaScript fanOut(List<LuaScript> sends) {
		return LOADED.computeIfAbsent(List.of("fan-out", sends),
				(key) -> LuaScript.compose(QueueScripts.class, "fan-out", sends));
	}

	/**
	 * Returns the scripts that run on the keys of the queue.
	 */
	List<LuaScript> all() {
		return List.copyOf(this.all);
	}

	private static String order(QueueSettings<?> settings) {
		return switch (settings.type()) {
			case FIFO, DELAY -> "order-fifo";
			case LIFO -> "order-lifo";
			case PRIORITY -> switch (settings.order()) {
				case HIGHEST_FIRST -> "order-highest-first";
				case LOWEST_FIRST -> "order-lowest-first";
			};
		};
	}

	private Map<String, String> with(String name, String variant) {
		Map<String, String> all = new HashMap<>(this.variants);
		all.put(name, variant);
		return Map.copyOf(all);
	}

	private Script script(String name) {
		return script(name, this.variants);
	}

	private Script script(String name, Map<String, String> variants) {
		LuaScript script = load(name, variants);
		return new Script(script, this.keys.of(script));
	}

	private LuaScript load(String name, Map<String, String> variants) {
		LuaScript script = LOADED.computeIfAbsent(List.of(name, variants),
				(key) -> LuaScript.load(QueueScripts.class, name, variants));
		this.all.add(script);
		return script;
	}

	private Script partOfFanOut(String name) {
		Map<String, String> variants = inFanOut(this.variants);
		LuaScript script = LOADED.computeIfAbsent(List.of(name, variants),
				(key) -> LuaScript.loadPart(QueueScripts.class, name, variants, Set.of("now", "asking")));
		return new Script(script, this.keys.of(script));
	}

	/**
	 * A script and its keys.
	 *
	 * @param lua the script
	 * @param keys the keys of one queue, in the script's order
	 */
	record Script(LuaScript lua, List<byte[]> keys) {

	}

}
