//! Committing changes.

use super::read::StoreError;
use crate::world::change::{Change, Expected};
use rusqlite::{Connection, params};

/// Commits changes in one transaction: all or none.
pub(super) fn commit<'c>(
    connection: &Connection,
    changes: impl Iterator<Item = &'c Change>,
) -> Result<(), StoreError> {
    let mut changes = changes.peekable();
    if changes.peek().is_none() {
        return Ok(());
    }
    let transaction = connection.unchecked_transaction()?;
    // Of the settings, the last ones count.
    let mut settings = None;
    for change in changes {
        match change {
            Change::Settings(content) => settings = Some(content),
            other => write(&transaction, other)?,
        }
    }
    if let Some(settings) = settings {
        let set = "INSERT INTO settings (id, content) VALUES (1, ?1)
            ON CONFLICT (id) DO UPDATE SET content = excluded.content";
        transaction.prepare_cached(set)?.execute([text(settings)?])?;
    }
    Ok(transaction.commit()?)
}

fn text(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Row(error.to_string()))
}

fn write(connection: &Connection, change: &Change) -> Result<(), StoreError> {
    match change {
        Change::Instance { account, number, expected, row } => {
            // SQLite has signed integers: the bits are the same.
            let digest = row.instance.digest().cast_signed();
            let content = text(row)?;
            let changed = match expected {
                Expected::Nothing => connection
                    .prepare_cached(
                        "INSERT INTO instance (account, number, digest, content) VALUES (?1, ?2, ?3, ?4)",
                    )?
                    .execute(params![account, number, digest, content])?,
                Expected::Digest { mask, digest: found } => connection
                    .prepare_cached(
                        "UPDATE instance SET digest = ?3, content = ?4
                         WHERE account = ?1 AND number = ?2 AND (digest & ?5) = ?6",
                    )?
                    .execute(params![
                        account,
                        number,
                        digest,
                        content,
                        mask.cast_signed(),
                        (found & mask).cast_signed()
                    ])?,
            };
            if changed != 1 {
                return Err(StoreError::Changed { account: account.clone(), number: *number });
            }
            if row.first > 0 {
                connection
                    .prepare_cached("DELETE FROM step WHERE account = ?1 AND number = ?2 AND step < ?3")?
                    .execute(params![account, number, row.first])?;
            }
        }
        Change::Step { account, number, step, line } => {
            connection
                .prepare_cached("INSERT INTO step (account, number, step, content) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![account, number, step, line])?;
        }
        Change::Forget { account, number } => {
            for table in ["instance", "step"] {
                connection
                    .prepare_cached(&format!("DELETE FROM {table} WHERE account = ?1 AND number = ?2"))?
                    .execute(params![account, number])?;
            }
        }
        Change::Account { name, environment, facts } => {
            connection
                .prepare_cached(
                    "INSERT INTO account (name, environment, facts) VALUES (?1, ?2, ?3)
                     ON CONFLICT (name) DO UPDATE
                     SET environment = excluded.environment, facts = excluded.facts",
                )?
                .execute(params![name, text(environment)?, text(facts)?])?;
        }
        Change::Token { account, action, token, result } => {
            connection
                .prepare_cached(
                    "INSERT OR REPLACE INTO token (account, action, token, parameters, answer)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![account, action, token, result.parameters, text(&result.answer)?])?;
        }
        Change::Settings(_) => {}
        Change::Clear => connection.execute_batch(
            "DELETE FROM account; DELETE FROM instance; DELETE FROM step; DELETE FROM token;",
        )?,
    }
    Ok(())
}
