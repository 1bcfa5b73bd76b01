package io.github.redisqueues.shop.undo;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.report.Ledger;
import io.github.redisqueues.shop.stock.Stock;

import org.springframework.stereotype.Service;

/**
 * Applies manual edits to the stock and undoes them. A LIFO queue holds the edits that
 * can be undone.
 */
@Service
public class StockRoom {

	private final RedisQueue<Edit> undo;

	private final Stock stock;

	private final Ledger ledger;

	private final Set<String> undone = ConcurrentHashMap.newKeySet();

	StockRoom(RedisQueue<Edit> undo, Stock stock, Ledger ledger) {
		this.undo = undo;
		this.stock = stock;
		this.ledger = ledger;
	}

	/**
	 * Edits the stock.
	 * @param edit the edit
	 * @throws ImpossibleEditException if the article is unknown or there are not enough
	 * pieces
	 */
	public void apply(Edit edit) {
		if (!this.stock.change(edit.sku(), edit.change())) {
			throw new ImpossibleEditException(edit.sku(), edit.change());
		}
		this.ledger.sent(this.undo, this.undo.send(edit));
	}

	/**
	 * Undoes the newest edit that is not undone yet.
	 * @return the edit; empty if there is none
	 * @throws ImpossibleEditException if its pieces are sold; the edit is then a dead
	 * letter
	 */
	public Optional<Edit> undoNewest() {
		return this.undo.receive().map(this::undo);
	}

	private Edit undo(Delivery<Edit> delivery) {
		Edit edit = delivery.payload();
		this.ledger.received(this.undo, delivery.id(), delivery.attempt());
		if (!this.undone.contains(delivery.id()) && !this.stock.change(edit.sku(), -edit.change())) {
			ImpossibleEditException impossible = new ImpossibleEditException(edit.sku(), -edit.change());
			delivery.reject(String.valueOf(impossible.getMessage()));
			throw impossible;
		}
		this.undone.add(delivery.id());
		if (delivery.ack()) {
			this.ledger.processed(this.undo, delivery.id());
			this.undone.remove(delivery.id());
		}
		return edit;
	}

}
