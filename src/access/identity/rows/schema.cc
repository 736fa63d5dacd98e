#include <array>

#include "access/identity/account.h"

namespace sluice::access {
namespace {

// Users, groups, roles, policies and instance profiles are one table: they share all but a few
// columns, and ids name their owner in the others. Tags are a JSON object of texts.
const std::array kSchema{meta::Migration{"access 1", R"(
CREATE TABLE access_entity(
  id TEXT PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL COLLATE NOCASE,
  path TEXT NOT NULL, created_us INTEGER NOT NULL, updated_us INTEGER NOT NULL,
  description TEXT NOT NULL, tags TEXT NOT NULL, boundary_arn TEXT NOT NULL,
  trust_document TEXT NOT NULL, max_session_s INTEGER NOT NULL,
  default_version INTEGER NOT NULL, last_version INTEGER NOT NULL);
CREATE UNIQUE INDEX access_entity_name ON access_entity(kind, name);
CREATE TABLE access_member(
  whole_id TEXT NOT NULL, part_id TEXT NOT NULL, PRIMARY KEY(whole_id, part_id)) WITHOUT ROWID;
CREATE INDEX access_member_part ON access_member(part_id);
CREATE TABLE access_policy_version(
  policy_id TEXT NOT NULL, number INTEGER NOT NULL, document TEXT NOT NULL,
  created_us INTEGER NOT NULL, PRIMARY KEY(policy_id, number)) WITHOUT ROWID;
CREATE TABLE access_inline_policy(
  owner_id TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY(owner_id, name)) WITHOUT ROWID;
CREATE TABLE access_attachment(
  owner_id TEXT NOT NULL, policy_arn TEXT NOT NULL,
  PRIMARY KEY(owner_id, policy_arn)) WITHOUT ROWID;
CREATE INDEX access_attachment_policy ON access_attachment(policy_arn);
CREATE TABLE access_key(
  id TEXT PRIMARY KEY, owner_id TEXT NOT NULL, sealed_secret BLOB NOT NULL,
  active INTEGER NOT NULL, created_us INTEGER NOT NULL, used_us INTEGER,
  used_service TEXT NOT NULL DEFAULT '', used_region TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE INDEX access_key_owner ON access_key(owner_id);
)"},
                         meta::Migration{"access keys 1", R"(
CREATE TABLE kms_key(
  id TEXT PRIMARY KEY, description TEXT NOT NULL, state INTEGER NOT NULL, manager INTEGER NOT NULL,
  created_us INTEGER NOT NULL, deletion_us INTEGER, rotates INTEGER NOT NULL,
  rotation_days INTEGER NOT NULL, next_rotation_us INTEGER, version INTEGER NOT NULL,
  policy TEXT NOT NULL, tags TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE kms_key_version(
  key_id TEXT NOT NULL, number INTEGER NOT NULL, sealed BLOB NOT NULL, created_us INTEGER NOT NULL,
  on_demand INTEGER NOT NULL, PRIMARY KEY(key_id, number)) WITHOUT ROWID;
CREATE TABLE kms_alias(
  name TEXT PRIMARY KEY, key_id TEXT NOT NULL, created_us INTEGER NOT NULL,
  updated_us INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX kms_alias_key ON kms_alias(key_id);
CREATE TABLE kms_grant(
  id TEXT PRIMARY KEY, key_id TEXT NOT NULL, token TEXT NOT NULL, name TEXT NOT NULL,
  grantee TEXT NOT NULL, retiring TEXT NOT NULL, operations TEXT NOT NULL,
  context_equals TEXT NOT NULL, context_subset TEXT NOT NULL, created_us INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE INDEX kms_grant_key ON kms_grant(key_id);
)"}};

}  // namespace

std::span<const meta::Migration> schema() {
  return kSchema;
}

}  // namespace sluice::access
