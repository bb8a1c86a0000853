#!/bin/sh
# Makes the secrets that compose.yaml names, once.
set -eu
cd "$(dirname "$0")"
[ -d secret ] && { echo "there are secrets already" >&2; exit 1; }
umask 077
mkdir secret
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
owner=$(random) role=$(random) column=$(random)
printf %s "$owner" > secret/owner_password
printf %s "postgres://banso_owner:$owner@postgres:5432/banso" > secret/owner_url
printf %s "postgres://banso:$role@postgres:5432/banso" > secret/database_url
printf %s "CREATE ROLE banso LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '$role';" > secret/role.sql
printf %s "$column" > secret/clickhouse_password
printf %s "clickhouse://banso:$column@clickhouse:8123/banso" > secret/column_store
printf %s "$(random)$(random)" > secret/secret_key
# Readable to the containers' own users; on this machine the folder keeps everybody else out.
chmod 644 secret/*
