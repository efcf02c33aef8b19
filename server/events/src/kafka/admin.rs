//! What a broker knows of topics and groups, and changing it.

use super::{
    ANSWERED, AdminClient, AdminOptions, AlterConfig, Client, Code, ConfigSource, Consumer, Member, NOBODY, NewTopic,
    ResourceSpecifier, TopicReplication, count,
};
use crate::topics::{Found, Topic};
use anyhow::{anyhow, bail};
use std::collections::BTreeMap;

impl Client {
    /// Every group, with the number of its members.
    pub async fn groups(&self) -> anyhow::Result<BTreeMap<String, usize>> {
        self.ask(NOBODY, |client| {
            let groups = client.fetch_group_list(None, ANSWERED)?;
            Ok(groups.groups().iter().map(|group| (group.name().to_owned(), group.members().len())).collect())
        })
        .await
    }

    /// Forgets the place of a group in every partition. `false` while somebody is in it.
    pub async fn forget_group(&self, group: &str) -> anyhow::Result<bool> {
        for outcome in self.admin()?.delete_groups(&[group], &options()).await? {
            match outcome {
                Ok(_) | Err((_, Code::GroupIdNotFound)) => {}
                Err((_, Code::NonEmptyGroup)) => return Ok(false),
                Err((group, code)) => bail!("group `{group}`: {code}"),
            }
        }
        Ok(true)
    }

    /// How many brokers there are, and what each of these topics is like, if it is there.
    pub async fn find(&self, topics: Vec<String>) -> anyhow::Result<(i32, BTreeMap<String, Found>)> {
        let sizes = self.ask(NOBODY, move |client| {
            let metadata = client.fetch_metadata(None, ANSWERED)?;
            let there = metadata.topics().iter().filter(|topic| topics.iter().any(|wanted| wanted == topic.name()));
            let sizes = there.map(|topic| {
                let copies = topic.partitions().iter().map(|partition| partition.replicas().len()).min();
                (topic.name().to_owned(), count(topic.partitions().len()), count(copies.unwrap_or_default()))
            });
            Ok((count(metadata.brokers().len()), sizes.collect::<Vec<_>>()))
        });
        let (brokers, sizes) = sizes.await?;
        let mut found = BTreeMap::new();
        for (name, partitions, replication) in sizes {
            let asked = [ResourceSpecifier::Topic(&name)];
            let (mut config, mut set) = (BTreeMap::new(), BTreeMap::new());
            for answer in self.admin()?.describe_configs(&asked, &options()).await? {
                for entry in answer.map_err(|code| anyhow!("topic `{name}`: {code}"))?.entries {
                    let value = entry.value.unwrap_or_default();
                    if entry.source == ConfigSource::DynamicTopic {
                        set.insert(entry.name.clone(), value.clone());
                    }
                    config.insert(entry.name, value);
                }
            }
            found.insert(name, Found { partitions, replication, config, set });
        }
        Ok((brokers, found))
    }

    pub async fn create(
        &self,
        name: &str,
        topic: &Topic,
        replication: i32,
        config: &[(&'static str, String)],
    ) -> anyhow::Result<()> {
        let new = NewTopic::new(name, topic.partitions, TopicReplication::Fixed(replication));
        let new = config.iter().fold(new, |new, (key, value)| new.set(key, value));
        for outcome in self.admin()?.create_topics([&new], &options()).await? {
            match outcome {
                // Somebody else was faster, with the same table.
                Ok(_) | Err((_, Code::TopicAlreadyExists)) => {}
                Err((name, code)) => bail!("topic `{name}` cannot be created: {code}"),
            }
        }
        Ok(())
    }

    pub async fn configure(&self, name: &str, config: &BTreeMap<String, String>) -> anyhow::Result<()> {
        let change = AlterConfig::new(ResourceSpecifier::Topic(name));
        let change = config.iter().fold(change, |change, (key, value)| change.set(key, value));
        for outcome in self.admin()?.alter_configs([&change], &options()).await? {
            outcome.map_err(|(_, code)| anyhow!("topic `{name}` cannot be changed: {code}"))?;
        }
        Ok(())
    }

    pub async fn delete(&self, topics: &[&str]) -> anyhow::Result<()> {
        self.admin()?.delete_topics(topics, &options()).await?;
        Ok(())
    }

    fn admin(&self) -> anyhow::Result<AdminClient<Member>> {
        Ok(self.config.create_with_context(Member::default())?)
    }
}

fn options() -> AdminOptions {
    AdminOptions::new().request_timeout(Some(ANSWERED)).operation_timeout(Some(ANSWERED))
}
